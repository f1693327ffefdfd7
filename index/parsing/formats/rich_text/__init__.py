"""Rich Text Format (RTF): ``rtf`` reads it, the other modules know its tokens, character sets, tables and formulas.

``parsing.extraction`` imports it. The source of all is Microsoft's Rich Text Format Specification 1.9.1.
"""
