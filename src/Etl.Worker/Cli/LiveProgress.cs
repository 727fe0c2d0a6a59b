using Spectre.Console;
using Spectre.Console.Rendering;

namespace Etl.Worker.Cli;

/// <summary>Shows on standard error how far some work is: a bar that moves on a terminal, else a line every ten seconds; nothing with <c>-q</c>.</summary>
internal static class LiveProgress
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    public static T While<T>(Terminal terminal, Func<ProgressLine> look, Func<T> work)
    {
        if (terminal.Verbosity == Verbosity.Quiet)
            return work();
        return terminal.CanAnimate ? Bar(terminal, look, work) : Lines(terminal, look, work);
    }

    private static T Lines<T>(Terminal terminal, Func<ProgressLine> look, Func<T> work)
    {
        using var ticker = new Ticker(LineEvery, () =>
        {
            var line = look();
            terminal.Say($"{line.Label}: {line.Figures}");
        });
        return work();
    }

    private static T Bar<T>(Terminal terminal, Func<ProgressLine> look, Func<T> work)
    {
        var figures = new FiguresColumn();
        var bar = terminal.ErrorConsole().Progress().AutoClear(true).AutoRefresh(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, figures);
        bar.RefreshRate = Frame;
        return bar.Start(context =>
        {
            var task = context.AddTask("Starting", maxValue: 1);
            T result;
            using (new Ticker(Frame, Draw))
                result = work();
            // However short the work was, its last state has been on the screen once.
            Draw();
            context.Refresh();
            return result;

            void Draw()
            {
                var line = look();
                task.Description = Markup.Escape(line.Label);
                task.IsIndeterminate = line.Fraction is null;
                task.Value = line.Fraction ?? 0;
                figures.Text = line.Figures;
            }
        });
    }

    private sealed class FiguresColumn : ProgressColumn
    {
        public string Text { get; set; } = "";

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(Text) { Overflow = Overflow.Ellipsis };
    }
}
