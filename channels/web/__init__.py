"""The linked page: the survey for who has the link. It works without JavaScript and cookies."""
