"""What Argo CD does with the objects of one Application, in order; what waits for another one; what a change does.

``plan`` puts one sync in order, ``across`` looks at several Applications, ``transition`` at what is live.
"""
