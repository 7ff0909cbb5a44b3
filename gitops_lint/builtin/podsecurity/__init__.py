"""Rules of the Pod Security Standards, control by control, and of the labels that ask for them."""
