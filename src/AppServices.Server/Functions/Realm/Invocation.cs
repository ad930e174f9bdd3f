namespace AppServices.Server.Functions.Realm;

/// <summary>One run of one function, with the <c>context</c> and <c>console</c> it sees.</summary>
internal sealed class Invocation(FunctionRealm realm, string name, ExecutionUser user)
{
    private SharedObject? _context;
    private SharedObject? _console;

    /// <summary>The function's name.</summary>
    public string Name { get; } = name;

    /// <summary>Whose rights it has.</summary>
    public ExecutionUser User { get; } = user;

    /// <summary>Its <c>context</c>, made on first use.</summary>
    public SharedObject Context => _context ??= ContextObject.Create(realm, this);

    /// <summary>Its <c>console</c>, made on first use.</summary>
    public SharedObject Console => _console ??= realm.Console.CreateObject(realm.Engine, realm.SharedConsole, Name);
}
