"""The shape of objects as the API server knows it: schemas, their explanation, what they cannot say, their lifecycle."""
