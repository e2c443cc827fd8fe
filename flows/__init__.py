"""The surveys that admins edit, and the language they are written in. Pure."""
