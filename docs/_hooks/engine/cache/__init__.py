"""What is kept between builds, and what everything that is kept depends on."""
