namespace AppServices.Mql.Expressions;

/// <summary>The variables that may be named where an expression stands. It never changes.</summary>
internal sealed class VariableNames
{
    private readonly VariableNames? _outer;
    private readonly Variable? _variable;

    private VariableNames(VariableNames? outer, Variable? variable)
    {
        _outer = outer;
        _variable = variable;
    }

    /// <summary>No variables but those that MongoDB defines.</summary>
    public static VariableNames None { get; } = new(null, null);

    /// <summary>One more variable, which hides another of its name.</summary>
    public VariableNames With(Variable variable) => new(this, variable);

    /// <summary>The variable of a name; null when there is none.</summary>
    public Variable? Find(string name)
    {
        for (VariableNames? names = this; names is not null; names = names._outer)
            if (names._variable?.Name == name) return names._variable;
        return null;
    }

    /// <summary>A variable that a user defines.</summary>
    /// <exception cref="DocumentException">The name is not one that a user may choose.</exception>
    public static Variable Define(string name)
    {
        if (name == Variable.Current.Name) return Variable.Current;
        if (name.Length == 0) throw DocumentException.FailedToParse("empty variable names are not allowed");
        if (!IsStart(name[0])) throw DocumentException.FailedToParse($"'{name}' starts with an invalid character for a user variable name");
        foreach (char letter in name)
            if (!IsPart(letter))
                throw DocumentException.FailedToParse($"'{name}' contains an invalid character for a variable name: '{letter}'");
        return new Variable(name);
    }

    private static bool IsStart(char letter) => letter is >= 'a' and <= 'z' or >= '\u0080';

    private static bool IsPart(char letter) => IsStart(letter) || letter is >= 'A' and <= 'Z' or >= '0' and <= '9' or '_';
}
