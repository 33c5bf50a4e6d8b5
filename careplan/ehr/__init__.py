"""Delivery to the FHIR server of an EHR: `deliver(bundle, Client.of(settings))`."""

from careplan.ehr.chart import fetch_chart
from careplan.ehr.client import Client
from careplan.ehr.delivery import Delivery, Entry, deliver

__all__ = ["Client", "Delivery", "Entry", "deliver", "fetch_chart"]
