"""What an action brought: experiments and pilots analysed by assignment."""
