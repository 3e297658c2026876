"""Dictations of massage therapists become SOAP notes, on their own computer."""

__version__ = "0.1.0"
