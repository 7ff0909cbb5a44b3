"""Rules about what LimitRanges and ResourceQuotas make of the pods of a namespace."""
