/** The page in a browser, where one is installed. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportData } from '../../src/model/report.ts';
import { renderReport } from '../../src/report/html.ts';
import { withNoc } from './made-up-noc.ts';
import { makeUpRun } from './made-up-run.ts';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const SKIPPED = existsSync(CHROMIUM) ? '' : ` (skipped: no ${CHROMIUM})`;

let browser: Browser;
let folder: string;

/** Opens a page from a file and gathers what it complains about or loads. */
async function open(html: string, width = 1280): Promise<{ page: Page; complaints: string[] }> {
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: 'light' });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return { page, complaints };
}

/** Different colours among the pixels of the raster. */
async function rasterColours(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('#raster')!;
    const pixels = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data;
    return new Set(new Uint32Array(pixels.buffer)).size;
  });
}

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

describe.skipIf(SKIPPED !== '')(`the report page in Chromium${SKIPPED}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'spikeloom-report-'));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('draws cores, raster and charts without a complaint', async () => {
    const { page, complaints } = await open(renderReport(makeUpRun()));
    expect(await page.locator('.core').count()).toBe(24);
    expect(await page.locator('.core.on').count()).toBe(1);
    expect(await page.locator('#core-details h3').textContent()).toMatch(/^Core \d+$/);
    expect(Number(await page.locator('#raster').getAttribute('data-drawn'))).toBeGreaterThan(
      13_000,
    );
    expect(await rasterColours(page)).toBeGreaterThan(10);
    expect(await page.locator('.chart path.line').count()).toBe(6);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shades by the chosen resource and follows pointer and keys', async () => {
    const { page, complaints } = await open(renderReport(makeUpRun()));
    const before = await page.locator('.core').first().getAttribute('class');
    await page.locator('.choices label', { hasText: 'Compartments' }).click();
    expect(await page.locator('.core').first().getAttribute('class')).not.toBe(before);
    expect(await page.locator('#scale-full').textContent()).toBe('100 % of 1,024');
    await page.locator('.core').first().hover();
    expect(await page.locator('#core-details h3').textContent()).toBe('Core 18');
    await page.locator('.core').first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#core-details h3').textContent()).toBe('Core 19');
    await page.locator('#chart-step-spikes .frame').hover({ position: { x: 1, y: 50 } });
    expect(await page.locator('#chart-step-spikes output').textContent()).toBe('step 0: 0');
    await page.locator('#raster').hover({ position: { x: 2, y: 20 } });
    expect(await page.locator('#raster-readout').textContent()).toMatch(
      /^step 0: input \d+ · conv1 0/,
    );
    await page.locator('#only-wrong').check();
    expect(await page.locator('#outputs tbody tr:visible').count()).toBe(3);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shades links by the steps of the slider and follows pointer and keys', async () => {
    const { page, complaints } = await open(renderReport(withNoc(makeUpRun())));
    const link = page.locator('.link').first();
    const details = page.locator('#link-details');
    const allSteps = await link.getAttribute('class');
    await page.locator('#noc-step').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#noc-steps').textContent()).toBe('step 0');
    expect(await page.locator('#noc-full').textContent()).toBe('8.8 % of the time');
    expect(await details.locator('dd').last().textContent()).toBe('0 % to 1.1 %');
    expect(await link.getAttribute('class')).not.toBe(allSteps);
    await page.keyboard.press('Home');
    expect(await page.locator('#noc-steps').textContent()).toBe('all steps');
    expect(await link.getAttribute('class')).toBe(allSteps);
    expect(await details.locator('dt').last().isVisible()).toBe(false);
    await link.hover();
    expect(await details.locator('h3').textContent()).toBe('(0,0) → (1,0)');
    await page.locator('.link.on').focus();
    await page.keyboard.press('ArrowRight');
    expect(await details.locator('h3').textContent()).toBe('(5,2) → (6,2)');
    await page.locator('#chart-noc-latency .frame').hover({ position: { x: 2, y: 50 } });
    expect(await page.locator('#chart-noc-latency output').textContent()).toMatch(
      /^32\.0 ns to 38\.1 ns: [\d,]+ deliveries/,
    );
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('changes colours with the button and with the system', async () => {
    const { page, complaints } = await open(renderReport(makeUpRun()));
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await paper();
    expect(dark).not.toBe(light);
    await page.locator('#theme').click();
    expect(await paper()).toBe(light);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('fits a phone', async () => {
    const { page } = await open(renderReport(withNoc(makeUpRun())), 390);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.close();
  });

  it('runs nothing that a name holds', async () => {
    const data = makeUpRun();
    const name = '</script><img src=x onerror="console.log(1)"><svg onload="console.log(2)">';
    const populations = data.populations.map((population) => ({ ...population, name }));
    const cores = data.cores.map((core) => ({ ...core, populations: [{ name, neurons: 1 }] }));
    const hostile: ReportData = { ...data, populations, cores };
    const { page, complaints } = await open(renderReport(hostile));
    expect(await page.locator('#core-details li').textContent()).toContain('<img src=x');
    expect(await page.locator('img').count()).toBe(0);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each([
    ['plain', {}],
    ['minified', { minify: true }],
    ['keeping names', { keepNames: true }],
  ])('works from a bundle, %s', async (title, options) => {
    const bundled = await build({
      entryPoints: [join(import.meta.dirname, '../../src/report/html.ts')],
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      write: false,
      banner: { js: "import{createRequire}from'node:module';const require=createRequire('/');" },
      ...options,
    });
    const file = join(folder, `${title}.mjs`);
    writeFileSync(file, bundled.outputFiles[0]!.contents);
    const module = await import(pathToFileURL(file).href);
    const { page, complaints } = await open(module.renderReport(withNoc(makeUpRun())));
    expect(complaints).toEqual([]);
    expect(await rasterColours(page)).toBeGreaterThan(10);
    expect(await page.locator('.core.on').count()).toBe(1);
    expect(await page.locator('.link.on').count()).toBe(1);
    await page.close();
  });
});
