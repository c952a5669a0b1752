"""What a coach is made of besides talking: its parts and their life, what operators do, lists of what is stored."""
