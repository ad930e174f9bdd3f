namespace AppServices.Mql.Expressions;

/// <summary>A variable of an expression. Two of the same name are two variables: the inner one hides the outer.</summary>
internal sealed class Variable(string name)
{
    /// <summary><c>$$CURRENT</c>, which decides where field paths begin.</summary>
    public static Variable Current { get; } = new("CURRENT");

    public string Name { get; } = name;

    /// <summary>Whether an expression names the variable; known once all of them are parsed.</summary>
    public bool IsUsed { get; private set; }

    public void Use() => IsUsed = true;

    public override string ToString() => Name;
}
