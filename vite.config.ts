import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

/**
 * `import bell from 'lucide-static/icons/bell.svg?icon'` gives the shapes inside the icon's `<svg>`,
 * so that only what is drawn travels, and only for the icons used.
 */
function lucideIcons(): Plugin {
  return {
    name: 'lucide-icons',
    enforce: 'pre',
    load(id) {
      const [file, query] = id.split('?', 2)
      if (query !== 'icon' || !file) return null
      const svg = readFileSync(file, 'utf8')
      const shapes = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1] ?? ''
      const packed = shapes
        .trim()
        .replaceAll(/\s*\n\s*/g, '')
        .replaceAll(' />', '/>')
      return `export default ${JSON.stringify(packed)}`
    },
  }
}

/**
 * Style sheets are split by page and load in any order: whichever comes first has to say which layer
 * goes over which.
 */
function layerOrder(): Plugin {
  const order = '@layer reset,tokens,base,components;'
  return {
    name: 'layer-order',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue
        file.source = `${order}${file.source.toString()}`
      }
    },
  }
}

export default defineConfig({
  root: 'web',
  // Page paths are the api's to map to an entry; Vite's own fallback would answer any path.
  appType: 'custom',
  publicDir: 'public',
  plugins: [lucideIcons(), layerOrder()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // The test of the size budgets walks it.
    manifest: true,
    modulePreload: { polyfill: false },
    // Data addresses in style sheets would be refused by the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: ['console', 'code-user'].map((name) =>
        fileURLToPath(new URL(`web/${name}.html`, import.meta.url)),
      ),
    },
  },
})
