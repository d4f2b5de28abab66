"""The web, as its server calls it."""

import os

from django.core.wsgi import get_wsgi_application

from uberrima.config.children import end_with_parent

end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uberrima.config.settings")
application = get_wsgi_application()
