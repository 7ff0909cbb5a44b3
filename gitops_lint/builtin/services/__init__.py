"""Rules about Services, Ingresses, routes and load balancers."""
