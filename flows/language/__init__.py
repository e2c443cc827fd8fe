"""The language that surveys are written in: from YAML text to `flows.model.Flow`. Pure."""
