"""Words in other languages: side files, PO and XLSX out and in."""
