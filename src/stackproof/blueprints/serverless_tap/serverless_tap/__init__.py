"""The resources of the document API and its processor, by concern."""
