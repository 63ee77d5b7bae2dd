from stackproof.assessment.assess import Options as Options
from stackproof.assessment.assess import Result as Result
from stackproof.assessment.many import assess_many as assess_many

__all__ = ["Options", "Result", "__version__", "assess_many"]

__version__: str
