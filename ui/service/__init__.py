"""What stands between strangers and Hetu: who may ask, how much, how long, and what is said when something fails."""
