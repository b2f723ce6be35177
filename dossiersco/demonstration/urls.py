"""Les pages qui n'existent qu'en démonstration."""

from django.urls import path

from dossiersco.demonstration import views

urlpatterns = [path("", views.boite, name="boite")]
