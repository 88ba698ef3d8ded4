#!/usr/bin/env python3
"""Synthesizes the collaboration. What the members change is in the context: ``cdk synth -c since=2026-02-01``."""

from aws_cdk import App

from collaboration import Change, declare_collaboration

app = App()
declare_collaboration(app, Change.from_context(app.node))
app.synth()
