"""`{% retenir as cachees %}…{% endretenir %}` : dessiner une fois ce que plusieurs formulaires répètent."""

from django import template

register = template.Library()


@register.simple_block_tag
def retenir(content: str) -> str:
    return content
