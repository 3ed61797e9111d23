"""Whether groups of customers that the law protects are treated alike: actions, discounts, value offered."""
