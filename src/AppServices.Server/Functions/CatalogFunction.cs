namespace AppServices.Server.Functions;

/// <summary>A function with its parsed sources.</summary>
/// <param name="Definition">The manifest entry.</param>
/// <param name="Script">The function itself.</param>
/// <param name="RunAs">What names the user it runs as, if that is a script.</param>
internal sealed record CatalogFunction(FunctionDefinition Definition, FunctionScript Script, FunctionScript? RunAs);
