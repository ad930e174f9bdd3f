using AppServices.Server.Rules;

namespace AppServices.Server.Services;

/// <summary>A data source as the app's folder has it.</summary>
/// <param name="Name">The name that clients and functions use, whatever its folder is called.</param>
/// <param name="Folder">The folder with its rules and schemas.</param>
/// <param name="Rules">Those rules and schemas.</param>
internal sealed record DataSourceSettings(string Name, string Folder, SourceRules Rules);
