"""The built site: what MkDocs makes of the pages, and what is added to it afterwards."""
