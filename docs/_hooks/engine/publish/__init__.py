"""Files of the site that nobody here has written: fonts, scripts, downloads."""
