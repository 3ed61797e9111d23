"""A CRM's own records as payloads, and the answer in the CRM's own fields: declarative mappings, one TOML file each."""
