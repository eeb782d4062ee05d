"""Front ends over one :class:`qa.Hetu`: command line and page."""
