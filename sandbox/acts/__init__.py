"""What people do: citizens with their phones, and an officer at the OA's own console."""
