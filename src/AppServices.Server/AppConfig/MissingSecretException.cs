namespace AppServices.Server.AppConfig;

/// <summary>The operator has not supplied a secret that the app names, so the app is not served.</summary>
internal sealed class MissingSecretException(string message) : AppFolderException(message);
