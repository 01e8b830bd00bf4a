// {{ not a template }}
