"""What a company does with its policy: check it, and see why each action won or lost for a customer."""
