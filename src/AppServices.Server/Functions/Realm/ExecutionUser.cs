namespace AppServices.Server.Functions.Realm;

/// <summary>Whose rights a function has while it runs (app-folder 4.8); <c>context.user</c> is another matter.</summary>
/// <param name="Id">The user's id; null for the system.</param>
internal readonly record struct ExecutionUser(string? Id)
{
    /// <summary>The user no rule applies to.</summary>
    public static ExecutionUser System => default;

    /// <summary>Whether it is the system user.</summary>
    public bool IsSystem => Id is null;
}
