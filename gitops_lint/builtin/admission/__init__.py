"""Rules about admission: what LimitRanges, ResourceQuotas, RuntimeClasses and admission policies make of objects."""
