"""The shape of objects as the API server knows it: schemas, what they cannot say, how long APIs live."""
