using System.Diagnostics;
using System.Text.Json;

namespace Etl.Worker.Tests.Sources.Archives;

/// <summary>Archives that Python's zipfile and tarfile, Info-ZIP and GNU tar write, and what Python reads in them.</summary>
public sealed class PythonArchives : IDisposable
{
    private const string Python = "/usr/bin/python3";

    // Writes archives into the folder given, and prints a line of JSON for each: file, and per member: fragment, size, crc, sha256.
    private const string Make =
        """
        import hashlib, io, json, os, random, subprocess, sys, tarfile, urllib.parse, zipfile
        folder = sys.argv[1]
        rnd = random.Random(7)
        loose = os.path.join(folder, 'loose')
        def content(size):
            return rnd.randbytes(size) if size % 2 else (b'DICM' + rnd.randbytes(13)) * (size // 17) + b'x' * (size % 17)
        files = {f'study {i % 3}/series/{i:03d}.dcm': content(s) for i, s in enumerate([0, 1, 2, 17, 511, 512, 513, 4096, 16384, 16385, 70001, 300000, 1200000])}
        for name, data in files.items():
            path = os.path.join(loose, name); os.makedirs(os.path.dirname(path), exist_ok=True)
            open(path, 'wb').write(data)
        class Pipe(io.RawIOBase):
            def __init__(self, f): self.f = f
            def writable(self): return True
            def write(self, b): return self.f.write(b)
        def zip(name, write, sink=None, **options):
            with open(os.path.join(folder, name), 'wb') as f:
                with zipfile.ZipFile(Pipe(f) if sink else f, 'w', zipfile.ZIP_DEFLATED, **options) as z: write(z)
        def plain(z):
            z.mkdir('a folder') if hasattr(z, 'mkdir') else z.writestr('a folder/', b'')
            for i, (name, data) in enumerate(files.items()): z.writestr(name, data, zipfile.ZIP_STORED if i % 3 == 0 else None)
        zip('plain.zip', plain)
        zip('stream.zip', plain, sink=True)
        def comment(z): plain(z); z.comment = b'c' * 65535
        zip('comment.zip', comment)
        def wide(z):
            for name, data in files.items():
                with z.open(name, 'w', force_zip64=True) as m: m.write(data)
        zip('zip64.zip', wide)
        def names(z):
            for name in ['ü/漢字.dcm', '../../etc/passwd', '/absolute', 'a\\b', 'sp ace#hash%25?.dcm', '.', 'x' * 3000]: z.writestr(name, name.encode())
        zip('names.zip', names)
        class Dos(zipfile.ZipInfo):
            def _encodeFilenameFlags(self): return self.filename.encode('cp437'), self.flag_bits & ~0x800
        zip('cp437.zip', lambda z: z.writestr(Dos('Märchen/Ångström ±.dcm'), b'cp437'))
        zip('none.zip', lambda z: None)
        with open(os.path.join(folder, 'plain.zip'), 'rb') as f: whole = f.read()
        open(os.path.join(folder, 'shifted.zip'), 'wb').write(b'PK\3\4' + b'in front ' * 1000 + whole)
        many = {f'{i:05d}': b'%d' % i for i in range(70000)}
        zip('many.zip', lambda z: [z.writestr(n, d, zipfile.ZIP_STORED) for n, d in many.items()])
        def run(*args, **more): subprocess.run(args, cwd=loose, check=True, stdout=subprocess.DEVNULL, **more)
        for name, options in [('infozip.zip', ['-r']), ('infozip0.zip', ['-r0']), ('infozip-comment.zip', ['-rz'])]:
            if os.path.exists('/usr/bin/zip'): run('zip', '-q', *options, os.path.join(folder, name), '.', input=b'a comment\n.\n')
        if os.path.exists('/usr/bin/zip'):
            run('zip', '-q', os.path.join(folder, 'infozip-input.zip'), '-', input=b'of a size that is not known before')
            with open(os.path.join(folder, 'infozip-stream.zip'), 'wb') as out: subprocess.run(['zip', '-q', '-r', '-', '.'], cwd=loose, check=True, stdout=out)
        long = 'long/' * 40 + 'n' * 90 + 'ü.dcm'
        for name, format in [('ustar', tarfile.USTAR_FORMAT), ('gnu', tarfile.GNU_FORMAT), ('pax', tarfile.PAX_FORMAT)]:
            for ending, mode in [('.tar', 'w'), ('.tar.gz', 'w:gz')]:
                with tarfile.open(os.path.join(folder, name + ending), mode, format=format) as t:
                    t.add(loose, 'a ' + 'prefix' * 20)
                    link = tarfile.TarInfo('link'); link.type = tarfile.SYMTYPE; link.linkname = 'elsewhere'; t.addfile(link)
                    link = tarfile.TarInfo('hard'); link.type = tarfile.LNKTYPE; link.linkname = 'loose'; t.addfile(link)
                    fifo = tarfile.TarInfo('fifo'); fifo.type = tarfile.FIFOTYPE; t.addfile(fifo)
                    if name != 'ustar':
                        member = tarfile.TarInfo(long); member.size = 600; t.addfile(member, io.BytesIO(b'L' * 600))
                    for odd in ['../up', '/abs', 'twice']:
                        member = tarfile.TarInfo(odd); member.size = 3; t.addfile(member, io.BytesIO(b'odd'))
        for format in ['v7', 'oldgnu', 'gnu', 'ustar', 'posix']:
            run('tar', f'--format={format}', '-cf', os.path.join(folder, f'tar-{format}.tar'), '.')
        run('tar', '-czf', os.path.join(folder, 'tar-gz.tar.gz'), '.')
        with open(os.path.join(folder, 'tar-gnu.tar'), 'rb') as f: whole = f.read()
        import gzip
        pieces = b''.join(gzip.compress(whole[i:i + 100000]) for i in range(0, len(whole), 100000))
        open(os.path.join(folder, 'pieces.tar.gz'), 'wb').write(pieces)
        quote = lambda name: urllib.parse.quote(name.encode('utf-8', 'surrogateescape'), safe='/')
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name); members = []
            if name.endswith('.zip'):
                with zipfile.ZipFile(path) as z:
                    for m in z.infolist():
                        if not m.is_dir(): members.append((quote(m.orig_filename), m.file_size, m.CRC, z.read(m)))
            elif '.tar' in name:
                with tarfile.open(path) as t:
                    for m in t:
                        if m.isreg(): members.append((quote(m.name), m.size, 0, t.extractfile(m).read()))
            else: continue
            print(json.dumps({'file': name, 'members': [(n, s, c, hashlib.sha256(d).hexdigest()) for n, s, c, d in members]}))
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("etl-archives-").FullName;

    public PythonArchives()
    {
        if (!File.Exists(Python))
            return;
        using var process = Process.Start(new ProcessStartInfo(Python, ["-W", "ignore", "-c", Make, folder]) { RedirectStandardOutput = true })!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var archive = JsonDocument.Parse(line).RootElement;
            Expected.Add(archive.GetProperty("file").GetString()!,
                [.. archive.GetProperty("members").EnumerateArray().Select(m => new ExpectedMember(m[0].GetString()!, m[1].GetInt64(), m[2].GetUInt32(), m[3].GetString()!))]);
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException("The archives could not be written.");
    }

    internal SortedDictionary<string, List<ExpectedMember>> Expected { get; } = new(StringComparer.Ordinal);

    internal byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(folder, name));

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

/// <summary>A member as Python reads it.</summary>
internal sealed record ExpectedMember(string Fragment, long Size, uint Crc, string Hash);
