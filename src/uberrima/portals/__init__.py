"""Who sits where: pages that gather rooms."""
