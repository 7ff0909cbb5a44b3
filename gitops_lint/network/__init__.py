"""Who can talk to whom under the network policies of one cluster: pure values in, pure values out."""
