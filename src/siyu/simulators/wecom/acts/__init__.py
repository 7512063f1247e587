"""What people and operators can do in a world, one family of methods a module; `World` is their sum."""
