"""`python -m customer_scoring_client`: the command."""

from customer_scoring_client.command import main

if __name__ == "__main__":
    main()
