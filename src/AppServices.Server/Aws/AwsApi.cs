using System;
using System.Collections.Generic;
using System.Linq;

namespace AppServices.Server.Aws;

/// <summary>One of Amazon's services.</summary>
/// <param name="Name">The name by which functions ask for it: that of its package in Amazon's SDK for Go.</param>
/// <param name="Host">The first part of its host's name.</param>
/// <param name="Signing">Its name in signatures.</param>
/// <param name="Protocol">How its requests look.</param>
internal sealed record AwsApi(string Name, string Host, string Signing, AwsProtocol Protocol)
{
    /// <summary>
    /// The services that are known, by name. Any action of them can be asked for, of S3 and Lambda those that their protocols know.
    /// </summary>
    public static IReadOnlyDictionary<string, AwsApi> All { get; } = new[]
    {
        new AwsApi("s3", "s3", "s3", new S3Protocol()),
        Query("ses", "email", "ses", "2010-12-01", "Data"),
        Query("sns", "sns", "sns", "2010-03-31", "BinaryValue"),
        Query("sts", "sts", "sts", "2011-06-15"),
        Query("cloudwatch", "monitoring", "monitoring", "2010-08-01"),
        new AwsApi("lambda", "lambda", "lambda", new LambdaProtocol()),
        Json("kinesis", "kinesis", "Kinesis_20131202", "1.1", "Data"),
        Json("firehose", "firehose", "Firehose_20150804", "1.1", "Data"),
        Json("sqs", "sqs", "AmazonSQS", "1.0", "BinaryValue"),
        Json("dynamodb", "dynamodb", "DynamoDB_20120810", "1.0", "B", "BS"),
        Json("kms", "kms", "TrentService", "1.1", "CiphertextBlob", "Plaintext", "Message", "Signature", "PublicKey"),
        Json("secretsmanager", "secretsmanager", "secretsmanager", "1.1", "SecretBinary"),
        Json("ssm", "ssm", "AmazonSSM", "1.1"),
        Json("sfn", "states", "AWSStepFunctions", "1.0"),
        Json("eventbridge", "events", "AWSEvents", "1.1"),
        Json("cloudwatchlogs", "logs", "Logs_20140328", "1.1"),
        Json("rekognition", "rekognition", "RekognitionService", "1.1", "Bytes"),
        Json("textract", "textract", "Textract", "1.1", "Bytes"),
        Json("comprehend", "comprehend", "Comprehend_20171127", "1.1", "Bytes"),
        Json("translate", "translate", "AWSShineFrontendService_20170701", "1.1"),
        Json("transcribeservice", "transcribe", "Transcribe", "1.1"),
        Json("cognitoidentityprovider", "cognito-idp", "AWSCognitoIdentityProviderService", "1.1"),
        Json("athena", "athena", "AmazonAthena", "1.1"),
        Json("glue", "glue", "AWSGlue", "1.1"),
        Json("ecs", "ecs", "AmazonEC2ContainerServiceV20141113", "1.1"),
    }.ToDictionary(api => api.Name, StringComparer.Ordinal);

    private static AwsApi Query(string name, string host, string signing, string version, params string[] binaries) =>
        new(name, host, signing, new QueryProtocol(version, binaries));

    private static AwsApi Json(string name, string host, string target, string version, params string[] binaries) =>
        new(name, host, host, new JsonProtocol(target, version, binaries));
}
