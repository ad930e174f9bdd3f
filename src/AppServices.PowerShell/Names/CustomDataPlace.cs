namespace AppServices.Names;

/// <summary>Where an app keeps the custom data of its users. Source: app-folder 3.</summary>
/// <param name="Service">The data source.</param>
/// <param name="Database">The database.</param>
/// <param name="Collection">The collection.</param>
/// <param name="UserIdField">The field of a document that has the id of its user.</param>
internal sealed record CustomDataPlace(string Service, string Database, string Collection, string UserIdField);
