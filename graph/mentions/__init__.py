"""What the free text of tasks names: places, companies, projects, documents, units, figures, reasons."""
