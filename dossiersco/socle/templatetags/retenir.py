"""`{% retenir as cachees %}…{% endretenir %}` : ce qui se répète se dessine une fois."""

from django import template

register = template.Library()


@register.simple_block_tag
def retenir(content: str) -> str:
    return content
