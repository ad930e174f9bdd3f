using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Files;
using AppServices.Pump;
using AppServices.Values;
using IOPath = System.IO.Path;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that switch the web site of an app on and off.</summary>
public abstract class AppHostingSwitchCmdlet : AppDefinitionCmdlet
{
    /// <summary>Returns the app.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override AdminKind Kind => AdminKind.HostingFile;

    private protected abstract bool IsEnabled { get; }

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        string doing = $"{(IsEnabled ? "Enable" : "Disable")} web site of app";
        return AttemptAsync(app.ClientAppId, app.ClientAppId, doing, async () =>
        {
            await app.SendAsync(
                "PATCH", "/hosting/config", $"{doing.Replace("able", "abling")} '{app}'", new JsonObject { ["enabled"] = IsEnabled },
                Options, cancellationToken);
            if (PassThru) WriteObject(app);
        });
    }
}

/// <summary>Lets everybody see the web site of an app.</summary>
[Cmdlet(VerbsLifecycle.Enable, "AppHosting", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Enable-AppHosting.md")]
[OutputType(typeof(AppDefinition))]
public sealed class EnableAppHostingCommand : AppHostingSwitchCmdlet
{
    private protected override bool IsEnabled => true;
}

/// <summary>Lets nobody see the web site of an app any more; its files stay.</summary>
[Cmdlet(VerbsLifecycle.Disable, "AppHosting", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Disable-AppHosting.md")]
[OutputType(typeof(AppDefinition))]
public sealed class DisableAppHostingCommand : AppHostingSwitchCmdlet
{
    private protected override bool IsEnabled => false;
}

/// <summary>Gets what files the web site of an app has.</summary>
[Cmdlet(VerbsCommon.Get, "AppHostingFile", HelpUri = HelpPages.Folder + "Get-AppHostingFile.md")]
[OutputType(typeof(AppHostingFile))]
public sealed class GetAppHostingFileCommand : GetAppObjectCmdlet<AppHostingFile>
{
    /// <summary>The paths in the site, such as <c>/index.html</c>; all files by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AdminHostingFileCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    private protected override AdminKind Kind => AdminKind.HostingFile;

    private protected override string What => "file";

    private protected override AdminObjects<AppHostingFile> ObjectsOf(AppDefinition app) => AdminObjects.HostingFiles(app);

    private protected override string[] Names => Name;
}

/// <summary>Uploads files, or folders with all that is in them, to the web site of an app; what is there already is left out.</summary>
[Cmdlet(VerbsData.Publish, "AppHostingFile", SupportsShouldProcess = true, DefaultParameterSetName = PathSet,
    HelpUri = HelpPages.Folder + "Publish-AppHostingFile.md")]
[OutputType(typeof(AppHostingFile))]
public sealed class PublishAppHostingFileCommand : AppDefinitionCmdlet, IPipelineInput
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The files and folders; of a folder, what is in it is uploaded and not the folder itself.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>As -Path, with names that are taken as they are.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipeline = true, DontShow = true)]
    [NoCompletion]
    public PSObject? PipelineInput { get; set; }

    /// <summary>The folder of the site that they go into.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string Destination { get; set; } = "/";

    /// <summary>What they are, such as <c>text/html</c>; by default that follows from their names, or stays.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? ContentType { get; set; }

    /// <summary>How long browsers may keep them, such as <c>max-age=3600</c>; what it was by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? CacheControl { get; set; }

    /// <summary>Uploads what is there already, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the files of the site.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override AdminKind Kind => AdminKind.HostingFile;

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        bool isLiteral = ParameterSetName == LiteralPathSet;
        string[] paths = [.. (isLiteral ? LiteralPath : Path).SelectMany(path => FilePaths.ToRead(this, path, isLiteral))];
        var files = new List<(string File, string Name)>();
        foreach (string path in paths)
            await AttemptFileAsync(path, isRead: true, () =>
            {
                files.AddRange(FilesOf(path));
                return Task.CompletedTask;
            });
        if (files.Count == 0) return;
        IReadOnlyDictionary<string, AppHostingFile>? known = null;
        await AttemptAsync(app.ClientAppId, async () =>
            known = (await AdminObjects.HostingFiles(app).ListAsync(Options, cancellationToken)).ToDictionary(file => file.Name));
        if (known is null) return;
        var progress = new PipelineProgress(this, $"Uploading files of app '{app}'", "files");
        foreach ((string file, string name) in files)
        {
            byte[]? content = null;
            await AttemptFileAsync(file, isRead: true, () =>
            {
                content = File.ReadAllBytes(file);
                return Task.CompletedTask;
            });
            if (content is not null)
                await AttemptAsync(file, () => UploadAsync(app, name, content, Find(known, name), cancellationToken));
            progress.Advance();
        }
        progress.Complete();
    }

    private static AppHostingFile? Find(IReadOnlyDictionary<string, AppHostingFile> known, string name) =>
        known.TryGetValue(name, out AppHostingFile? file) ? file : null;

    private IEnumerable<(string File, string Name)> FilesOf(string path)
    {
        string folder = "/" + Destination.Replace('\\', '/').Trim('/');
        if (folder.Length > 1) folder += "/";
        if (!Directory.Exists(path)) return [(path, folder + IOPath.GetFileName(path))];
        string root = IOPath.GetFullPath(path).TrimEnd(IOPath.DirectorySeparatorChar) + IOPath.DirectorySeparatorChar;
        return [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).OrderBy(file => file, StringComparer.Ordinal)
            .Select(file => (file, folder + file.Substring(root.Length).Replace(IOPath.DirectorySeparatorChar, '/')))];
    }

    private async Task UploadAsync(
        AppDefinition app, string name, byte[] content, AppHostingFile? known, CancellationToken cancellationToken)
    {
        var attributes = new Dictionary<string, string>();
        if (ContentType is not null && ContentType != known?.ContentType) attributes["Content-Type"] = ContentType;
        if (CacheControl is not null && CacheControl != known?.CacheControl) attributes["Cache-Control"] = CacheControl;
        if (!Force && attributes.Count == 0 && known?.Hash == AppHosting.HashOf(content))
        {
            WriteVerbose($"'{name}' of app '{app}' is the same already.");
        }
        else if (ShouldProcess(name, $"{(known is null ? "Upload" : "Replace")} file of app '{app}'"))
        {
            await AppHosting.UploadAsync(app, name, content, known, attributes, Options, cancellationToken);
        }
        else
        {
            return;
        }
        if (PassThru) WriteObject(await AdminObjects.HostingFiles(app).FetchAsync(name, Options, cancellationToken));
    }
}

/// <summary>Downloads files of the web site of an app into a folder.</summary>
[Cmdlet(VerbsData.Export, "AppHostingFile", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Export-AppHostingFile.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportAppHostingFileCommand : AppDefinitionCmdlet
{
    /// <summary>The folder; one that is not there is made.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The paths in the site, such as <c>/index.html</c>; all files by default.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AdminHostingFileCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Writes into a folder that has something in it, too; files of the same names are replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override AdminKind Kind => AdminKind.HostingFile;

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        if (FolderToFill(Path, Force) is not { } folder) return;
        IReadOnlyList<AppHostingFile> all = [];
        await AttemptAsync(app.ClientAppId, async () => all = await AdminObjects.HostingFiles(app).ListAsync(Options, cancellationToken));
        var progress = new PipelineProgress(this, $"Downloading files of app '{app}'", "files");
        foreach (string name in Name)
            foreach (AppHostingFile file in this.FindMatches(all, (one, pattern) => pattern.IsMatch(one.Name), name, NotFoundIn))
            {
                await AttemptAsync(file.Name, file.Name, $"Download file of app '{app}' into '{folder}'", async () =>
                {
                    byte[] content = await AppHosting.DownloadAsync(file, Options, cancellationToken);
                    await AttemptFileAsync(Path, isRead: false, () =>
                    {
                        string target = AppFolder.FileIn(folder, file.Name.TrimStart('/'));
                        Directory.CreateDirectory(IOPath.GetDirectoryName(target)!);
                        File.WriteAllBytes(target, content);
                        WriteObject(FilePaths.ToItem(this, target));
                        return Task.CompletedTask;
                    });
                });
                progress.Advance();
            }
        progress.Complete();

        ErrorRecord NotFoundIn(string name) => ToErrorRecord(NotFound("file", name, app), TargetOf(name));
    }
}

/// <summary>Deletes files of the web site of an app.</summary>
[Cmdlet(VerbsCommon.Remove, "AppHostingFile", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Remove-AppHostingFile.md")]
public sealed class RemoveAppHostingFileCommand : RemoveAppObjectCmdlet<AppHostingFile>
{
    /// <summary>The paths in the site, such as <c>/index.html</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminHostingFileCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[] Name { get; set; } = [];

    private protected override AdminKind Kind => AdminKind.HostingFile;

    private protected override string What => "file";

    private protected override IReadOnlyList<AppObjectReference> Names => Name;

    private protected override AdminObjects<AppHostingFile> ObjectsOf(AppDefinition app) => AdminObjects.HostingFiles(app);
}
