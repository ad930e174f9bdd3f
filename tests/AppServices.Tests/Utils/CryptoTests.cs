using System.Threading.Tasks;
using AppServices.Tests.Functions;
using Xunit;

namespace AppServices.Tests.Utils;

/// <summary><c>utils.crypto</c> with values that others computed (app-folder 4.6).</summary>
public sealed class CryptoTests
{
    private const string PublicKey = "MEgCQQDEywrfaria4uUSpufYQpwTpq59iA8IgZToAUNNaA6xD94QLwXTMzhE8vG+KS38OYiV0h3Q9LCQbMNkjqiXCxwjAgMBAAE=";
    private const string Signature = "Qi6DhSlziDzUItbZvON3otpTvsPvT0pdkHaymoe0bHC2gG+vWAmf6JX4ooXeRwc9rDlfZDLSFWfhtwZ9Xfqw6g==";

    [Theory]
    [InlineData("hash('sha1', 'abc').toHex()", "a9993e364706816aba3e25717850c26c9cd0d89d")]
    [InlineData("hash('sha256', 'abc').toHex()", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("hash('md5', 'abc').toHex()", "900150983cd24fb0d6963f7d28e17f72")]
    [InlineData("hash('sha256', 'Grüße').toHex()", "f83e039796c6453a10f5519e39fd113901572316a1a8ea07cb525d2801dfd074")]
    [InlineData("hash('sha256', BSON.Binary.fromText('abc')).toHex()", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("hash('sha1', Buffer.from('abc')).sub_type + ''", "0")]
    [InlineData("hmac('The quick brown fox', 'key', 'sha1', 'hex')", "22f9e077a3cebd09248154f85d9a56c79941fd96")]
    [InlineData("hmac('The quick brown fox', 'key', 'sha256', 'hex')", "203d1e5cedd2d18f8c5a3beff0bd9c1ebcb97097dfcb288c46b00c9227fde2c0")]
    [InlineData("hmac('The quick brown fox', 'key', 'sha256', 'base64')", "ID0eXO3S0Y+MWjvv8L2cHry5cJffyyiMRrAMkif94sA=")]
    [InlineData("hmac(BSON.Binary.fromText('a'), BSON.Binary.fromText('k'), 'sha512', 'hex').length + ''", "128")]
    [InlineData("decrypt('aes', BSON.Binary.fromBase64('AAAAAAAAAAAAAAAAKodGKZbB/6CWNK045oCvBLYgHidG'), '0123456789abcdef').text()", "hello")]
    [InlineData("decrypt('aes', BSON.Binary.fromBase64('YWJjZGVmZ2hpamtsLr4KAwh6CHixZujNI/GOGYOxBoDhkqI='), '0123456789abcdef0123456789abcdef').text()", "Grüße")]
    [InlineData("decrypt('aes', BSON.Binary.fromBase64('YWJjZGVmZ2hpamtsJ4eyg9F9Psu7v1i0ehGUog=='), '0123456789abcdef0123456789abcdef').text()", "")]
    [InlineData("decrypt('aes', utils.crypto.encrypt('aes', 'Zoë', '0123456789abcdef01234567'), '0123456789abcdef01234567').text()", "Zoë")]
    [InlineData("encrypt('aes', 'hello', '0123456789abcdef').length() + ''", "33")]
    [InlineData("verify('rsa', 'hello', '" + PublicKey + "', BSON.Binary.fromBase64('" + Signature + "'), 'pkcs1v15') + ''", "true")]
    [InlineData("verify('rsa', 'other', '" + PublicKey + "', BSON.Binary.fromBase64('" + Signature + "'), 'pkcs1v15') + ''", "false")]
    [InlineData("verify('rsa', 'hello', '" + PublicKey + "', BSON.Binary.fromText('short'), 'pkcs1v15') + ''", "false")]
    [InlineData("verify('rsa', 'hello', '-----BEGIN RSA PUBLIC KEY-----\\n" + PublicKey + "\\n-----END RSA PUBLIC KEY-----', BSON.Binary.fromBase64('" + Signature + "'), 'pkcs1v15') + ''", "true")]
    public async Task Known_values_come_out(string call, string expected) =>
        Assert.Equal(expected, (await new FunctionFixture($"exports = () => utils.crypto.{call};").CallAsync("f", [])).AsString);

    [Fact]
    public async Task Two_texts_are_never_encrypted_alike() =>
        Assert.Equal("false", await new FunctionFixture("exports = () => { const [a, b] = [1, 2].map(() => utils.crypto.encrypt('aes', 'x', '0123456789abcdef').toHex()); return a === b; }").CallAsync());

    [Theory]
    [InlineData("pss")]
    [InlineData("pkcs1v15")]
    public async Task What_is_signed_verifies(string scheme)
    {
        using var key = System.Security.Cryptography.RSA.Create(1024);
        var app = new FunctionFixture($$"""
            exports = (secret, open) => {
              const signature = utils.crypto.sign('rsa', 'Zoë', secret, '{{scheme}}');
              return [signature instanceof BSON.Binary, utils.crypto.verify('rsa', 'Zoë', open, signature, '{{scheme}}'), utils.crypto.verify('rsa', 'Zoe', open, signature, '{{scheme}}')];
            };
            """);
        Assert.Equal("[true,true,false]", FunctionFixture.Text(await app.CallAsync("f", [key.ExportRSAPrivateKeyPem(), key.ExportRSAPublicKeyPem()])));
        Assert.Equal("[true,true,false]", FunctionFixture.Text(await app.CallAsync("f", [key.ExportPkcs8PrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem()])));
    }

    [Theory]
    [InlineData("hash('sha3', 'abc')", "utils.crypto.hash knows sha1, sha256 and md5, not 'sha3'")]
    [InlineData("hash()", "utils.crypto.hash knows sha1, sha256 and md5, not 'undefined'")]
    [InlineData("hash('md5')", "a string or a BSON.Binary is expected")]
    [InlineData("hash('md5', {})", "a string or a BSON.Binary is expected")]
    [InlineData("hmac('a', 'b', 'md5', 'hex')", "utils.crypto.hmac knows sha1, sha256 and sha512, not 'md5'")]
    [InlineData("hmac('a', 'b', 'sha1', 'octal')", "utils.crypto.hmac answers hex or base64, not 'octal'")]
    [InlineData("encrypt('des', 'a', '0123456789abcdef')", "utils.crypto encrypts with aes, not with 'des'")]
    [InlineData("encrypt('aes', 'a', 'short')", "a key for aes has 16, 24 or 32 bytes")]
    [InlineData("decrypt('aes', 'text', '0123456789abcdef')", "utils.crypto.decrypt takes the BSON.Binary that encrypt made")]
    [InlineData("decrypt('aes', BSON.Binary.fromText('short'), '0123456789abcdef')", "utils.crypto.decrypt: the data is too short")]
    [InlineData("decrypt('aes', BSON.Binary.fromBase64('AAAAAAAAAAAAAAAAKodGKZbB/6CWNK045oCvBLYgHidG'), 'fedcba9876543210')", "utils.crypto.decrypt: the data was not encrypted with this key")]
    [InlineData("sign('dsa', 'a', 'k', 'pss')", "utils.crypto signs with rsa, not with 'dsa'")]
    [InlineData("sign('rsa', 'a', 'k', 'pss')", "a private key for RSA (PKCS#1) is expected")]
    [InlineData("sign('rsa', 'a', '" + PublicKey + "', 'pkcs1v15')", "utils.crypto.sign: the key cannot sign")]
    [InlineData("sign('rsa', 'a', 'k', 'oaep')", "a scheme for rsa is pss or pkcs1v15, not 'oaep'")]
    [InlineData("verify('rsa', 'a', 'AAAA', BSON.Binary.fromText('s'), 'pss')", "a public key for RSA (PKCS#1) is expected")]
    [InlineData("verify('rsa', 'a', '', BSON.Binary.fromText('s'), 'pss')", "a public key for RSA (PKCS#1) is expected")]
    public async Task What_cannot_be_is_an_error_to_catch(string call, string problem) =>
        Assert.Equal(problem, (await new FunctionFixture($"exports = () => {{ try {{ return utils.crypto.{call}; }} catch (e) {{ return e.message; }} }}").CallAsync("f", [])).ToString());
}
