"""Small changes to a program, one at a time: each should make some test fail."""

SWAPS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


def mutants(source):
    """Pairs of a description and a program. Only the changed part is rewritten; everything else stays as it is."""
    tree = ast.parse(source)
    found = []
    for node in ast.walk(tree):
        for kind, old, new in changes(node):
            text = replaced(source, old, new)
            before, after = changed_line(source, text, old.lineno)
            found.append(({"kind": kind, "line": old.lineno, "from": before, "to": after}, text))
    found.sort(key=lambda mutant: mutant[0]["line"])
    return [mutant for mutant in found if compiles(mutant[1])]


def changes(node):
    """What to change at a node: the kind of change, the old node, and the text in its place."""
    for body in bodies(node):
        yield from statement_changes(node, body)
    if isinstance(node, ast.Compare):
        yield from comparison_changes(node)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield "off-by-one", node, str(node.value + 1)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        if not is_text(node.left) and not is_text(node.right):
            other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield "swap-operator", node, unparsed(ast.BinOp(node.left, other, node.right))
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "swap-operator", node, unparsed(ast.BoolOp(other, node.values))


def is_text(node):
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def bodies(node):
    for field in ("body", "orelse", "finalbody"):
        body = getattr(node, field, None)
        if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
            yield body


def statement_changes(parent, body):
    in_function = isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef))
    for number, statement in enumerate(body):
        if isinstance(statement, ast.If) and not statement.orelse and ends_block(statement.body):
            yield "remove-guard", statement, "pass"
        elif is_dropped(statement) and not (in_function and is_needless(statement, body)):
            yield "drop-statement", statement, "pass"
        if in_function and number and isinstance(statement, (ast.For, ast.While, ast.If, ast.With, ast.Try)):
            yield "return-early", statement, "return"


def is_needless(statement, body):
    """A function ends by itself where it would return nothing."""
    if not isinstance(statement, ast.Return) or statement is not body[-1]:
        return False
    return statement.value is None or (isinstance(statement.value, ast.Constant) and statement.value.value is None)


def ends_block(body):
    return isinstance(body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break))


def is_dropped(statement):
    """Definitions and imports are left alone: without them a program only fails by a missing name."""
    if isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Constant)
    kinds = (ast.Assign, ast.AugAssign, ast.Delete, ast.Return, ast.Raise, ast.Break, ast.Continue, ast.Assert)
    kinds += (ast.Nonlocal, ast.Global)
    return isinstance(statement, kinds)


def comparison_changes(node):
    for number, operator in enumerate(node.ops):
        other = SWAPS.get(type(operator))
        if other is not None:
            operators = list(node.ops)
            operators[number] = other()
            yield "swap-comparison", node, unparsed(ast.Compare(node.left, operators, node.comparators))


def unparsed(node):
    return "(" + ast.unparse(ast.fix_missing_locations(node)) + ")"


def replaced(source, old, new):
    lines = source.encode().split(b"\n")
    first, last = old.lineno - 1, old.end_lineno - 1
    head = lines[first][: old.col_offset]
    tail = lines[last][old.end_col_offset :]
    lines[first : last + 1] = [head + new.encode() + tail]
    return b"\n".join(lines).decode()


def changed_line(source, mutant, line):
    return source.split("\n")[line - 1].strip(), mutant.split("\n")[line - 1].strip()


def compiles(source):
    try:
        compile(source, "mutant", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def main_mutate(job):
    """Runs every mutant of a reference; prints how many there are and which of them pass all tests."""
    tests, cpu, at_once = job["tests"], job["cpu"], job["at_once"]
    reference = run_all([job["answer"]], tests, cpu, True, 1)[0]
    if reference["failed"]:
        print(json.dumps({"reference": reference["failed"][0]}))
        return
    made = mutants(job["answer"])
    # A mutant that never ends need not use up all the time that a learner has.
    patience = min(cpu, 0.3 + 5 * reference["cpu"])
    results = run_all([text for _, text in made], tests, patience, True, at_once)
    survivors = [change for (change, _), result in zip(made, results) if not result["failed"]]
    print(json.dumps({"made": len(made), "survivors": survivors}))
