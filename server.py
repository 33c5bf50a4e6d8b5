"""The WSGI entry: `flask --app server run`, `gunicorn server:app`."""

from careplan.web import create_app

app = create_app()
